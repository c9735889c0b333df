package org.espalier.search.auto;

/**
 * Choice of {@code auto}: a sampler, with the reason.
 *
 * @param sampler name of the sampler
 * @param why reason in words, to follow the name
 */
public record Choice(String sampler, String why) {}
