"""Settings as the office reads them."""
