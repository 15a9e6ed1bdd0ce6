/// Links in pages.
enum WebLink {
    /// A link to an address of a forge; plain text where the address is not one of the web.
    static func outside(_ address: String, text: String) -> HTML {
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            return "\(text)"
        }
        return #"<a href="\#(address)" rel="noopener noreferrer">\#(text)</a>"#
    }

    static func run(_ number: Int64) -> HTML { #"<a href="/runs/\#(number)">\#(number)</a>"# }

    static func repository(_ number: Int64, text: String) -> HTML {
        #"<a href="/repositories/\#(number)">\#(text)</a>"#
    }
}
