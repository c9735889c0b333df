package org.espalier.simulate;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a JSON value into maps, lists, texts, doubles and booleans: what the description of a
 * published surrogate needs, no more. A null becomes {@link #NULL}.
 */
final class JsonText {

  static final Object NULL = Optional.empty();

  private static final String NUMBER = "+-.eE0123456789";

  private final String text;
  private int at = 0;

  private JsonText(String text) {
    this.text = text;
  }

  /**
   * The value of a whole text.
   *
   * @throws IllegalArgumentException if it is not JSON
   */
  static Object read(Reader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[8192];
    for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
      text.append(buffer, 0, read);
    }
    JsonText json = new JsonText(text.toString());
    Object value = json.value();
    json.skipBlanks();
    if (json.at < json.text.length()) {
      throw json.wrong("the end");
    }
    return value;
  }

  private Object value() {
    skipBlanks();
    char first = peek();
    if (first == '{') {
      return map();
    }
    if (first == '[') {
      return list();
    }
    return first == '"' ? string() : word();
  }

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    while (!ends('}', map.isEmpty())) {
      skipBlanks();
      String key = string();
      expect(':');
      map.put(key, value());
    }
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    expect('[');
    while (!ends(']', list.isEmpty())) {
      list.add(value());
    }
    return list;
  }

  /** Takes the closing bracket, or the comma before another element. */
  private boolean ends(char bracket, boolean first) {
    skipBlanks();
    if (peek() == bracket) {
      at++;
      return true;
    }
    if (!first) {
      expect(',');
    }
    return false;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    if (c == 'u') {
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int index = "nrtbf".indexOf(c);
    return index < 0 ? c : "\n\r\t\b\f".charAt(index);
  }

  private Object word() {
    int start = at;
    while (at < text.length()
        && (NUMBER.indexOf(text.charAt(at)) >= 0 || Character.isLetter(text.charAt(at)))) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.equals("null")) {
      return NULL;
    }
    if (word.equals("true") || word.equals("false")) {
      return word.equals("true");
    }
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      at = start;
      throw wrong("a value");
    }
  }

  private void expect(char c) {
    skipBlanks();
    if (peek() != c) {
      throw wrong("'" + c + "'");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("JSON: character %d: must be %s.".formatted(at, expected));
  }
}
