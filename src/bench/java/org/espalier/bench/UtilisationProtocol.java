package org.espalier.bench;

final class UtilisationProtocol {
  UtilisationProtocol(PublishedBlackboxes blackboxes) {}

  void run(SearchResult result) {}
}
