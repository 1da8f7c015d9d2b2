"""What people type about targets, pay and goals."""
