package org.espalier.spark.ui;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.espalier.spark.cell.SparkFunctions;
import org.jspecify.annotations.Nullable;
import scala.Function0;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.xml.Node;
import scala.xml.Unparsed;

/**
 * Request for a page of Spark's UI. Its type is from {@code javax.servlet} or {@code
 * jakarta.servlet}, depending on the version of Spark, so methods with this type are called by
 * reflection.
 */
record PageRequest(Object servlet) {

  private static final Method URI = method(UIUtils.class, "prependBaseUri", 3);

  /** Spark 4.3 added one more boolean parameter. */
  private static final Method PAGE = method(UIUtils.class, "headerSparkPage", 7, 8);

  static final Class<?> TYPE = URI.getParameterTypes()[0];

  private static Method method(Class<?> type, String name, int... parameters) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name)
          && IntStream.of(parameters).anyMatch(count -> count == method.getParameterCount())) {
        return method;
      }
    }
    throw new IllegalStateException(
        "%s.%s with %s parameters is gone."
            .formatted(type.getName(), name, Arrays.toString(parameters)));
  }

  private static Object called(Method method, @Nullable Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(method.getName() + " of Spark's UI failed.", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method.getName() + " is not public any more.", e);
    }
  }

  /**
   * Attaches an address that runs an action and then redirects to another address.
   *
   * @param method HTTP method
   */
  static void attach(
      SparkUI ui, String from, String to, String method, Consumer<PageRequest> action) {
    Object handler =
        called(
            method(org.apache.spark.ui.JettyUtils.class, "createRedirectHandler", 5),
            null,
            from,
            to,
            SparkFunctions.consumer(request -> action.accept(new PageRequest(request))),
            "",
            new Set.Set1<>(method));
    called(method(SparkUI.class, "attachHandler", 1), ui, handler);
  }

  private @Nullable Object got(String getter, Object... arguments) {
    return called(method(TYPE, getter, arguments.length), servlet, arguments);
  }

  /** Returns a parameter of the address; empty if it is missing. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable((String) got("getParameter", name));
  }

  /**
   * Returns a parameter that is a whole number of at least 0 and at most 9 digits; empty for
   * anything else.
   */
  Optional<Integer> number(String name) {
    return parameter(name).filter(text -> text.matches("\\d{1,9}")).map(Integer::valueOf);
  }

  /** Returns the user who requested the page; null if the user is unknown. */
  @Nullable String user() {
    return (String) got("getRemoteUser");
  }

  /** Returns the address of a path in the application's UI, also behind a proxy. */
  String uri(SparkUITab tab, String path) {
    return (String) called(URI, null, servlet, tab.basePath(), path);
  }

  /** Returns a page of the UI with an HTML body. */
  @SuppressWarnings("unchecked") // Spark's own signature
  Seq<Node> page(String title, String body, SparkUITab tab) {
    Function0<Seq<Node>> content = () -> new Unparsed(body);
    Object[] arguments = new Object[PAGE.getParameterCount()];
    Arrays.fill(arguments, false);
    Object[] first = {servlet, title, content, tab, Option.empty()};
    System.arraycopy(first, 0, arguments, 0, first.length);
    return (Seq<Node>) called(PAGE, null, arguments);
  }
}
