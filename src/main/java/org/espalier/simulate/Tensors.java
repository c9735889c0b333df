package org.espalier.simulate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named arrays of weights within one. */
final class Tensors {

  private record Place(int offset, int size, int width) {}

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final float[] weights;

  /**
   * @param published for each tensor its name, shape and offset
   */
  Tensors(List<?> published, float[] weights) {
    this.weights = weights;
    for (Object tensor : published) {
      Map<?, ?> fields = (Map<?, ?>) tensor;
      int size = 1;
      int width = 1;
      for (Object extent : (List<?>) fields.get("shape")) {
        width = ((Double) extent).intValue();
        size *= width;
      }
      int offset = ((Double) fields.get("offset")).intValue();
      places.put((String) fields.get("name"), new Place(offset, size, width));
    }
  }

  /** A copy of a tensor, row-major. */
  float[] get(String name) {
    Place place = place(name);
    return Arrays.copyOfRange(weights, place.offset(), place.offset() + place.size());
  }

  /** Extent of a tensor's last dimension. */
  int width(String name) {
    return place(name).width();
  }

  /** The dense layer of a name. */
  Affine affine(String name) {
    return new Affine(get(name + ".weight"), get(name + ".bias"));
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null || place.offset() + place.size() > weights.length) {
      throw new IllegalArgumentException(
          "Tensor '%s': is not among the %d weights.".formatted(name, weights.length));
    }
    return place;
  }
}
