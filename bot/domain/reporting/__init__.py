"""The week's page and the periods that papers speak of."""
