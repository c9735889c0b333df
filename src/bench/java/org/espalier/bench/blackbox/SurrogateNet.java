package org.espalier.bench.blackbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Residual network that predicts the score of a trained configuration: an evaluation of the
 * published weights of YAHPO Gym (Pfisterer et al., AutoML-Conf 2022).
 *
 * <p>Embedded categories and scaled numbers are joined and mapped to the width of the trunk; each
 * block adds linear1(z₁ ⊙ relu(z₂)) of the halves (z₁, z₂) of linear0(normalized trunk); the head
 * gives a number in (0, 1) for each target, which a transformation scales back to the target's own
 * unit.
 */
final class SurrogateNet {

  private record Block(Scaling norm, DenseLayer gated, DenseLayer back) {}

  /** A batch normalization with its running statistics folded into a factor and an offset. */
  private static final class Scaling {

    private final float[] factor;
    private final float[] offset;

    Scaling(float[] factor, float[] offset) {
      this.factor = factor;
      this.offset = offset;
    }

    float[] apply(float[] x) {
      float[] y = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        y[i] = x[i] * factor[i] + offset[i];
      }
      return y;
    }
  }

  private final List<Embedding> embeddings;
  private final List<ScalarTransform> numbers;
  private final DenseLayer first;
  private final List<Block> blocks = new ArrayList<>();
  private final Scaling last;
  private final DenseLayer head;
  private final List<ScalarTransform> outputs;

  /** Embedding: one vector for each category. */
  private static final class Embedding {

    private final float[] vectors;
    private final int width;

    Embedding(Tensors tensors, String name) {
      this.vectors = tensors.get(name);
      this.width = tensors.width(name);
    }
  }

  /**
   * The net of a description and its weights.
   *
   * @param weights all tensors, row-major
   */
  SurrogateNet(PublishedNet description, float[] weights) {
    Tensors tensors = new Tensors(description.tensors(), weights);
    double epsilon = description.bnEps();
    this.embeddings =
        description.categoricalEmbeddings().stream()
            .map(name -> new Embedding(tensors, name))
            .toList();
    this.numbers = description.continuous().stream().map(ScalarTransform::of).toList();
    this.first = tensors.dense("first_layer");
    for (int i = 0; i < description.blocks(); i++) {
      String layer = "layers." + i;
      blocks.add(
          new Block(
              scaling(tensors, layer + ".norm", epsilon),
              tensors.dense(layer + ".linear0"),
              tensors.dense(layer + ".linear1")));
    }
    this.last = scaling(tensors, "last_normalization", epsilon);
    this.head = tensors.dense("head");
    this.outputs = description.outputs().stream().map(ScalarTransform::of).toList();
  }

  private static Scaling scaling(Tensors tensors, String name, double epsilon) {
    float[] factor = tensors.get(name + ".weight");
    float[] offset = tensors.get(name + ".bias");
    float[] mean = tensors.get(name + ".running_mean");
    float[] variance = tensors.get(name + ".running_var");
    for (int i = 0; i < factor.length; i++) {
      factor[i] = (float) (factor[i] / Math.sqrt(variance[i] + epsilon));
      offset[i] -= mean[i] * factor[i];
    }
    return new Scaling(factor, offset);
  }

  /** Number of categorical inputs. */
  int categories() {
    return embeddings.size();
  }

  /** Number of numeric inputs. */
  int numbers() {
    return numbers.size();
  }

  /**
   * All targets of a configuration, in the order of the outputs.
   *
   * @param category index of each categorical input
   * @param number each numeric input in its own unit; 0 where it is inactive
   */
  double[] predict(int[] category, double[] number) {
    float[] trunk = first.apply(input(category, number));
    for (Block block : blocks) {
      float[] added = block.back().apply(gate(block.gated().apply(block.norm().apply(trunk))));
      for (int i = 0; i < trunk.length; i++) {
        trunk[i] += added[i];
      }
    }
    float[] top = last.apply(trunk);
    for (int i = 0; i < top.length; i++) {
      top[i] = Math.max(0, top[i]);
    }
    float[] logits = head.apply(top);
    double[] targets = new double[logits.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = outputs.get(i).apply(1 / (1 + Math.exp(-logits[i])));
    }
    return targets;
  }

  private float[] input(int[] category, double[] number) {
    int width = embeddings.stream().mapToInt(embedding -> embedding.width).sum() + numbers.size();
    float[] input = new float[width];
    int at = 0;
    for (int c = 0; c < category.length; c++) {
      Embedding embedding = embeddings.get(c);
      System.arraycopy(
          embedding.vectors, category[c] * embedding.width, input, at, embedding.width);
      at += embedding.width;
    }
    for (int n = 0; n < number.length; n++) {
      input[at++] = (float) numbers.get(n).apply(number[n]);
    }
    return input;
  }

  private static float[] gate(float[] z) {
    int half = (z.length + 1) / 2;
    float[] gated = Arrays.copyOf(z, half);
    for (int i = 0; i < half; i++) {
      gated[i] = half + i < z.length ? gated[i] * Math.max(0, z[half + i]) : 0;
    }
    return gated;
  }
}
