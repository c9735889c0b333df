package org.espalier.bench.blackbox;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weight arrays by name, within one array. */
final class Tensors {

  private record Place(int offset, int size, int width) {}

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final float[] weights;

  Tensors(List<PublishedNet.Tensor> published, float[] weights) {
    this.weights = weights;
    for (PublishedNet.Tensor tensor : published) {
      int size = 1;
      int width = 1;
      for (int extent : tensor.shape()) {
        width = extent;
        size *= width;
      }
      places.put(tensor.name(), new Place(tensor.offset(), size, width));
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

  /** Dense layer of a name. */
  DenseLayer dense(String name) {
    return new DenseLayer(get(name + ".weight"), get(name + ".bias"));
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
