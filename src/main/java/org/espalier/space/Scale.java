package org.espalier.space;

/** How a numeric parameter is measured: equal steps on this scale are equally interesting. */
public enum Scale {
  LINEAR,
  LOG
}
