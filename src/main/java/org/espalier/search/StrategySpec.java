package org.espalier.search;

/** Description of a sampler or a scheduler. */
public interface StrategySpec {

  /** Name in settings: lower-case letters, digits and hyphens, a letter first; unique. */
  String name();

  StrategyTexts texts();
}
