package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/** Array of small non-negative numbers, in the narrowest element type that holds them. */
sealed interface Codes extends Serializable {

  int at(int row);

  /** Creates zeros, in an array that can hold codes below a bound. */
  static Codes below(int bound, int rows) {
    return switch (width(bound)) {
      case Byte.BYTES -> new Bytes(new byte[rows]);
      case Character.BYTES -> new Chars(new char[rows]);
      default -> new Ints(new int[rows]);
    };
  }

  /** Returns the bytes of a code below a bound: 1, 2 or 4. */
  static int width(long bound) {
    if (bound <= 1 << Byte.SIZE) {
      return Byte.BYTES;
    }
    return bound <= 1 << Character.SIZE ? Character.BYTES : Integer.BYTES;
  }

  void set(int row, int code);

  /** Returns the capacity of the array. */
  int length();

  /** Returns a copy of the first {@code rows} codes. */
  Codes first(int rows);

  /** Codes up to 255. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] codes) implements Codes {
    private static final long serialVersionUID = 1;

    @Override
    public int at(int row) {
      return codes[row] & 0xFF;
    }

    @Override
    public void set(int row, int code) {
      codes[row] = (byte) code;
    }

    @Override
    public int length() {
      return codes.length;
    }

    @Override
    public Codes first(int rows) {
      return new Bytes(Arrays.copyOf(codes, rows));
    }
  }

  /** Codes up to 65,535. */
  @SuppressWarnings("ArrayRecordComponent")
  record Chars(char[] codes) implements Codes {
    private static final long serialVersionUID = 1;

    @Override
    public int at(int row) {
      return codes[row];
    }

    @Override
    public void set(int row, int code) {
      codes[row] = (char) code;
    }

    @Override
    public int length() {
      return codes.length;
    }

    @Override
    public Codes first(int rows) {
      return new Chars(Arrays.copyOf(codes, rows));
    }
  }

  /** Codes up to the largest int. */
  @SuppressWarnings("ArrayRecordComponent")
  record Ints(int[] codes) implements Codes {
    private static final long serialVersionUID = 1;

    @Override
    public int at(int row) {
      return codes[row];
    }

    @Override
    public void set(int row, int code) {
      codes[row] = code;
    }

    @Override
    public int length() {
      return codes.length;
    }

    @Override
    public Codes first(int rows) {
      return new Ints(Arrays.copyOf(codes, rows));
    }
  }
}
