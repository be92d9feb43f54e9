//! The table of codes.

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident $number:literal $message:literal;)*) => {
        /// What went wrong. The number is the status followed by two digits, and is part of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $code),* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The number that clients see.
            #[must_use]
            pub const fn number(self) -> u16 {
                match self { $(Self::$code => $number),* }
            }

            /// The message it has when nothing more is known.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$code => $message),* }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or nested too deeply.
    NotJson 40001 "the body must be JSON (RFC 8259), nested at most 32 deep";
    /// A field is missing.
    FieldMissing 40002 "a required field is missing";
    /// A field breaks a rule.
    FieldInvalid 40003 "a field breaks a rule";
    /// The id in the path is none.
    PathId 40004 "id must be a whole number of at least 1, in plain digits";
    /// The body has a field that is not documented.
    FieldUnknown 40005 "the body has a field that is not documented";
    /// The body has a field twice.
    FieldTwice 40006 "the body has the same field twice";
    /// The body is not UTF-8, or begins with a byte order mark.
    NotUtf8 40007 "the body must be UTF-8 without a byte order mark";
    /// The body is JSON, but no object.
    NotObject 40008 "the body must be a JSON object";
    /// The URL carries credentials.
    KeyInUrl 40009 "credentials must not be in the URL; send them in the Authorization header only";
    /// There is no body.
    BodyMissing 40010 "the body is missing";
    /// The request is not well-formed HTTP.
    Framing 40011 "the request must be well-formed HTTP, and come whole";
    /// A parameter of the query breaks a rule.
    Query 40013 "a query parameter breaks a rule";
    /// The account is marked as a service account.
    ServiceAccount 40014 "userId must be null while the identity is marked as a service account; clear the mark first";
    /// Too many would leave at once.
    Brake 40015 "too many would be removed at once; repeat with the count to confirm";
    /// Another import of the connection is under way.
    UnderWay 40016 "another import of this connection is under way; wait until it has ended, and repeat";
    /// No key, or one that does not work.
    Key 40101 "Invalid Authorization";
    /// The company's plan lacks the feature.
    Plan 40201 "You must pay to activate this feature";
    /// The key lacks the permission.
    Permission 40301 "You are not allowed to perform this action";
    /// There is no such route.
    Route 40401 "Record Not Found";
    /// There is no such identity.
    Identity 40402 "Record Not Found";
    /// There is no such user.
    User 40403 "Record Not Found";
    /// The route lacks the method.
    Method 40501 "This method is not allowed here";
    /// The request took too long to arrive.
    Timeout 40801 "The request took too long to arrive";
    /// The company has not accepted the terms in force.
    Terms 41201 "You must accept the terms and conditions to use the API";
    /// The record is not in the state that `If-Match` names.
    IfMatch 41202 "The record has changed since it was read";
    /// The body is too large.
    TooLarge 41301 "The body is too large";
    /// The URL is too long.
    UrlTooLong 41401 "The URL is too long";
    /// The content type is not JSON in UTF-8.
    ContentType 41501 "The content type must be application/json, in UTF-8";
    /// The body is compressed.
    ContentEncoding 41502 "A content encoding is not supported; send the body as it is";
    /// Too many requests.
    TooMany 42901 "Too many requests; try again later";
    /// The headers are too large.
    HeadersTooLarge 43101 "The request headers are too large";
    /// A bug.
    Internal 50001 "Internal server error";
    /// The storage does not answer; nothing was changed.
    Storage 50301 "The storage does not answer; nothing was changed, try again later";
    /// The storage was lost while it committed.
    OutcomeUnknown 50303 "The connection to the storage was lost; the change may or may not be saved, and it is safe to repeat it";
    /// More is asked than can be done.
    Overloaded 50304 "The server is overloaded; nothing was changed, try again later";
    /// The storage is full.
    StorageFull 50305 "The storage is full; nothing was changed";
}

impl Code {
    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.number() / 100
    }

    /// The usual exception name of the status: the `name` of the documented body.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.status() {
            400 => "BadRequestException",
            401 => "UnauthorizedException",
            402 => "PaymentRequiredException",
            403 => "ForbiddenException",
            404 => "NotFoundException",
            405 => "MethodNotAllowedException",
            408 => "RequestTimeoutException",
            412 => "PreconditionFailedException",
            413 => "PayloadTooLargeException",
            414 => "UriTooLongException",
            415 => "UnsupportedMediaTypeException",
            429 => "TooManyRequestsException",
            431 => "RequestHeaderFieldsTooLargeException",
            503 => "ServiceUnavailableException",
            _ => "InternalServerErrorException",
        }
    }

    /// Seconds after which to try again, unless the problem says otherwise.
    pub(super) const fn retry_after(self) -> Option<u32> {
        match self.status() {
            429 | 503 => Some(1),
            _ => None,
        }
    }
}
