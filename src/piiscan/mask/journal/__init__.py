"""What ``piiscan undo`` needs: written before a file changes, encrypted where the user says so."""
