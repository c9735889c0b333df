package org.espalier.space;

import java.util.List;

/**
 * Parameter with a few listed values in a meaningful order: neighbours in the list are similar, and
 * all neighbours have the same distance.
 */
public record OrdinalParameter(String name, List<Object> values) implements ListedParameter {

  public OrdinalParameter {
    values = ListedParameter.distinct(name, values);
  }

  @Override
  public Parameter named(String other) {
    return new OrdinalParameter(other, values);
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
