package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.StructField;

/** Numbers of categories that MLlib's trees read from metadata; 0 for a continuous feature. */
public final class Categories {

  private Categories() {}

  /**
   * Returns the number of categories of an attribute; empty for a nominal one without a number of
   * values.
   */
  static Optional<Integer> of(Attribute attribute) {
    if (attribute instanceof NominalAttribute nominal) {
      return nominal.getNumValues().isDefined()
          ? Optional.of((Integer) nominal.getNumValues().get())
          : Optional.empty();
    }
    return Optional.of(attribute instanceof BinaryAttribute ? 2 : 0);
  }

  /**
   * Returns true if the metadata of a vector column has the number of values of every nominal
   * attribute.
   */
  public static boolean areKnown(StructField field) {
    return Arrays.stream(attributes(field)).allMatch(attribute -> of(attribute).isPresent());
  }

  /**
   * Returns the number of categories of each vector element; empty if the metadata has no
   * attributes.
   */
  public static int[] ofPlaces(StructField field) {
    return Arrays.stream(attributes(field)).mapToInt(each -> of(each).orElse(0)).toArray();
  }

  private static Attribute[] attributes(StructField field) {
    AttributeGroup group = AttributeGroup.fromStructField(field);
    return group.attributes().isDefined() ? group.attributes().get() : new Attribute[0];
  }
}
