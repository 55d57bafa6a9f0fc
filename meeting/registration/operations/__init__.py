"""What changes delegates, their delegations, sub-forums and links. One file for each noun."""
