extension BinaryInteger {
    /// The number with its noun: `1 file`, `2 files`.
    ///
    /// Nouns that do not end in `s` in the plural say so: `2.of("repository", plural: "repositories")`.
    package func of(_ noun: String, plural: String? = nil) -> String {
        "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
    }
}
