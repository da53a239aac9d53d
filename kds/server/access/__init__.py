"""Who may call: passwords, tokens, signatures, sessions and rights; knows nothing of orders and tickets."""
