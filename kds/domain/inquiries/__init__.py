"""What customers of the web shop ask: inquiries, their phases, and the rules for answering them; pure, like all of the domain."""
