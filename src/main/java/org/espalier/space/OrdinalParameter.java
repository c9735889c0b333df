package org.espalier.space;

import java.util.List;

/**
 * A parameter that takes one of a few listed values whose order means something: neighbours in the
 * list are alike, each as far from the next as the others.
 */
public record OrdinalParameter(String name, List<Object> values) implements Listed {

  public OrdinalParameter {
    values = Listed.distinct(name, values);
  }

  @Override
  public List<Object> grid() {
    return values;
  }

  @Override
  public boolean ordered() {
    return true;
  }
}
