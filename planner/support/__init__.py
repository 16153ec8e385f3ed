"""What every room uses: figures in words, names, memory, files put in place whole, a wish to stop."""
