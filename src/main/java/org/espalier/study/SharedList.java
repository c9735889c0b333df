package org.espalier.study;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/**
 * An append-only list whose versions share their common prefix: {@link #plus} leaves this version
 * as it is and costs amortised constant time along one line of descent. Confined to one thread,
 * like the study that holds it.
 */
final class SharedList<T> extends AbstractList<T> implements RandomAccess {

  private final List<T> shared;
  private final int size;

  private SharedList(List<T> shared, int size) {
    this.shared = shared;
    this.size = size;
  }

  static <T> SharedList<T> empty() {
    return new SharedList<>(new ArrayList<>(), 0);
  }

  SharedList<T> plus(T element) {
    // Only the newest version may extend the shared list; an older one that branches off copies its
    // prefix.
    List<T> backing = shared.size() == size ? shared : new ArrayList<>(shared.subList(0, size));
    backing.add(element);
    return new SharedList<>(backing, size + 1);
  }

  @Override
  public T get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException("Index %d of %d".formatted(index, size));
    }
    return shared.get(index);
  }

  @Override
  public int size() {
    return size;
  }
}
