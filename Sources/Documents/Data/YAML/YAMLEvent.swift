/// What libyaml sees next in a file, with places counted in bytes.
struct YAMLEvent {
    /// What it is.
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, style: DataStyle)
        case sequenceStart(style: DataStyle)
        case sequenceEnd
        case mappingStart(style: DataStyle)
        case mappingEnd
    }

    let kind: Kind
    let anchor: String?
    let tag: String?
    /// From the first byte, anchor and tag included, to the end that libyaml reports.
    let span: Range<Int>
}
