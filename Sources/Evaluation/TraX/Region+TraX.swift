extension Region {
  /// Reads a region as a TraX client writes it: as ``init(votText:)`` does, but a mask's numbers
  /// follow `mask:`.
  ///
  /// - Throws: ``TraXError/badRegion(found:expected:)``, also for regions without a place.
  public init(traX text: String) throws {
    // Other names before a colon (`rect:`, `poly:`) say what the numbers say, too.
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let mark: Substring = parts.count == 2 && parts[0] == "mask" ? "m" : ""
    guard let region = Region(votText: mark + parts[parts.count - 1]), region != .unknown else {
      throw TraXError.badRegion(
        found: text,
        expected: "four numbers of a rectangle, six or more of a polygon, or mask: with four whole "
          + "numbers of a window and runs that fit into it, all separated by commas")
    }
    self = region
  }
}
