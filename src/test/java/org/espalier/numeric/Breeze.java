package org.espalier.numeric;

import breeze.linalg.DenseVector;
import breeze.linalg.DenseVector$;
import breeze.optimize.DiffFunction;
import breeze.optimize.FirstOrderMinimizer.State;
import breeze.optimize.LBFGS;
import breeze.optimize.OWLQN;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.espalier.numeric.BoundedLbfgs.Smooth;
import scala.Function1;
import scala.Tuple2;
import scala.collection.Iterator;

/** Breeze's own minimisers, as Spark makes them: the oracle of ours. */
final class Breeze {

  /** A state of a run. */
  static final class Visited {

    final double[] point;

    /** At the point, with the penalty. */
    final double value;

    /** Steps that led to it. */
    final int iteration;

    /** Why it is the last; empty if it is not. */
    final String end;

    private Visited(State<?, ?, ?> state) {
      this.point = ((DenseVector<?>) state.x()).data$mcD$sp().clone();
      this.value = state.adjustedValue();
      this.iteration = state.iter();
      this.end =
          state.convergenceReason().isEmpty() ? "" : state.convergenceReason().get().reason();
    }
  }

  /** What a {@code DiffFunction} does; javac cannot implement that one, its methods clash. */
  interface Calculation {
    Tuple2<Object, Object> calculate(Object point);
  }

  private static final int HISTORY = 10;

  private Breeze() {}

  static List<Visited> smooth(Smooth f, double[] start, int maxIterations, double tolerance) {
    LBFGS<DenseVector<Object>> search =
        new LBFGS<>(maxIterations, HISTORY, tolerance, DenseVector$.MODULE$.space_Double());
    return visited(
        search.iterations(function(f), DenseVector$.MODULE$.apply$mDc$sp(start.clone())));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static List<Visited> sparse(
      Smooth f, double[] start, double[] weights, int maxIterations, double tolerance) {
    Function1<Object, Object> l1 = i -> weights[(Integer) i];
    OWLQN search =
        new OWLQN(maxIterations, HISTORY, l1, tolerance, DenseVector$.MODULE$.space_Double());
    return visited(
        search.iterations(function(f), DenseVector$.MODULE$.apply$mDc$sp(start.clone())));
  }

  @SuppressWarnings("unchecked")
  private static DiffFunction<DenseVector<Object>> function(Smooth f) {
    Calculation calculation =
        point -> {
          double[] x = ((DenseVector<Object>) point).data$mcD$sp().clone();
          double[] gradient = new double[x.length];
          double value = f.at(x, gradient);
          return new Tuple2<>(value, DenseVector$.MODULE$.apply$mDc$sp(gradient));
        };
    MethodType type = MethodType.methodType(Tuple2.class, Object.class);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      return (DiffFunction<DenseVector<Object>>)
          LambdaMetafactory.metafactory(
                  lookup,
                  "calculate",
                  MethodType.methodType(DiffFunction.class, Calculation.class),
                  type,
                  lookup.findVirtual(Calculation.class, "calculate", type),
                  type)
              .getTarget()
              .invoke(calculation);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static List<Visited> visited(Iterator<?> states) {
    List<Visited> visited = new ArrayList<>();
    while (states.hasNext()) {
      visited.add(new Visited((State<?, ?, ?>) states.next()));
    }
    return visited;
  }
}
