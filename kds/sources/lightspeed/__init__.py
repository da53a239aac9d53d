"""Lightspeed eCom, the web shop: client, wire models, their translation into inquiries; its *tickets* are our inquiries."""
