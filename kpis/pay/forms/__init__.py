"""What executives type: pay plans with their targets, months, pay terms. 95 is typed where 0.95 is kept."""
