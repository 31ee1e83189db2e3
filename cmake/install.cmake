# What is installed: filled in below.
