"""WeCom: lists by employee, customers who are gone, and what was sent."""
