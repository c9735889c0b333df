package org.espalier.bench.blackbox;

import java.util.List;

/**
 * Neural network of a surrogate, as {@code net.json} describes it.
 *
 * @param categoricalEmbeddings name of the tensor of each categorical input
 * @param continuous scaling of each numeric input: steps of an operation and its constant, or of an
 *     operation alone
 * @param blocks number of residual blocks between the first layer and the head
 * @param bnEps constant that batch normalization adds to a variance; positive
 * @param outputs inverse scaling of each output, like {@code continuous}
 * @param tensors positions of the weights
 */
public record PublishedNet(
    List<String> categoricalEmbeddings,
    List<List<List<Object>>> continuous,
    int blocks,
    double bnEps,
    List<List<List<Object>>> outputs,
    List<Tensor> tensors) {

  /**
   * A part of the weights.
   *
   * @param shape extent of each dimension, the last the fastest
   * @param offset of the first number
   */
  public record Tensor(String name, List<Integer> shape, int offset) {

    public Tensor {
      shape = List.copyOf(shape);
    }
  }

  public PublishedNet {
    categoricalEmbeddings = List.copyOf(categoricalEmbeddings);
    continuous = List.copyOf(continuous);
    outputs = List.copyOf(outputs);
    tensors = List.copyOf(tensors);
    if (!(bnEps > 0)) {
      throw new IllegalArgumentException("bn_eps: must be positive, but is %s.".formatted(bnEps));
    }
  }
}
