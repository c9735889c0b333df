package org.espalier.space;

/** A dimension exists only where an earlier choice has this value. */
public record Condition(String parent, Object value) {}
