"""A venue as its guests meet it: shows, admissions, their codes and seats; it knows no order of food and no network."""
