"""The query language of all list routes (contract 4): text to operations, operations to SQL; knows no single route."""
