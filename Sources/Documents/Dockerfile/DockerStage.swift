/// One stage of a build: a `FROM` and the instructions up to the next.
package struct DockerStage: Hashable, Sendable {
    /// What a stage is built on.
    package enum Base: Hashable, Sendable {
        /// Nothing.
        case scratch
        case image(ImageReference)
        /// An earlier stage, by its number.
        case stage(Int)
        /// A build argument without a default, or an expression that is not understood; as written.
        case unknown(String)
    }

    /// Counted from 0.
    package let number: Int
    /// In lower case, as names of stages are compared.
    package let name: String?
    package let base: Base
    /// The numbers of its instructions; the first is its `FROM`.
    package let instructions: Range<Int>
    /// As written in `--platform`; nil without that flag.
    package let platform: String?
    /// Where the reference to the base is written.
    package let baseSpan: Range<Int>
    /// Whether the reference to the base holds variables, so that a build may set another.
    package let isParameterized: Bool
}
