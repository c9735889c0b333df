package org.espalier.train.tree;

import java.io.Serializable;
import java.util.Arrays;

/** Small non-negative numbers of a column, one a row, in the narrowest array that holds them. */
sealed interface Codes extends Serializable {

  int at(int row);

  /** Zeros, with room for codes below a bound. */
  static Codes below(int bound, int rows) {
    return switch (width(bound)) {
      case Byte.BYTES -> new Bytes(new byte[rows]);
      case Character.BYTES -> new Chars(new char[rows]);
      default -> new Ints(new int[rows]);
    };
  }

  /** Bytes of a code below a bound. */
  static int width(long bound) {
    if (bound <= 1 << Byte.SIZE) {
      return Byte.BYTES;
    }
    return bound <= 1 << Character.SIZE ? Character.BYTES : Integer.BYTES;
  }

  void set(int row, int code);

  /** Number of codes that there is room for. */
  int length();

  /** The first codes, in an array of their own. */
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

  /** Any code. */
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
