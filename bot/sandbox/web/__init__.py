"""What a browser meets: the page of phones, its questions, and who may ask them."""
