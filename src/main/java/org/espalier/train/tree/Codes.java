package org.espalier.train.tree;

/** Small non-negative numbers of a column, one a row, in the narrowest array that holds them. */
sealed interface Codes {

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

  /** Codes up to 255. */
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] codes) implements Codes {
    @Override
    public int at(int row) {
      return codes[row] & 0xFF;
    }

    @Override
    public void set(int row, int code) {
      codes[row] = (byte) code;
    }
  }

  /** Codes up to 65,535. */
  @SuppressWarnings("ArrayRecordComponent")
  record Chars(char[] codes) implements Codes {
    @Override
    public int at(int row) {
      return codes[row];
    }

    @Override
    public void set(int row, int code) {
      codes[row] = (char) code;
    }
  }

  /** Any code. */
  @SuppressWarnings("ArrayRecordComponent")
  record Ints(int[] codes) implements Codes {
    @Override
    public int at(int row) {
      return codes[row];
    }

    @Override
    public void set(int row, int code) {
      codes[row] = code;
    }
  }
}
