package org.espalier.train.linear;

/** Training whose candidates are searched for in lock step. */
public abstract sealed class BatchTraining<M> implements Training<M>
    permits LogisticTraining, SvcTraining {

  abstract LockStep lockStep();

  @Override
  public final int size() {
    return lockStep().size();
  }

  @Override
  public final boolean asks(int candidate) {
    return lockStep().asks(candidate);
  }

  @Override
  public final void pass() throws InterruptedException {
    lockStep().pass();
  }

  @Override
  public final void drop(int candidate) {
    lockStep().drop(candidate);
  }
}
