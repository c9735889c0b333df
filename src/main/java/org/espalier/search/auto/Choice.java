package org.espalier.search.auto;

/**
 * The sampler that {@code auto} takes.
 *
 * @param sampler its name
 * @param why in words, to follow the name
 */
public record Choice(String sampler, String why) {}
