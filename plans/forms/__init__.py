"""What is typed about opportunities, needs and solutions."""
