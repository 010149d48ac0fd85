"""群众监督意见: taken down by the office, answered by whoever is responsible."""
