"""What is written on the picture, and the lettering that it is written with, in scripts of East and West."""
