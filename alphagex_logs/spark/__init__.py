"""Spark as a second engine for the same questions, where one machine is not enough."""
