//! Rules of `CENTRE.md`, each broken alone, and the rule of the check that must see it.

macro_rules! mutants {
    ($($name:ident => $rule:literal,)*) => {
        /// A rule that is broken.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in super::super) enum Mutant { $($name),* }

        impl Mutant {
            /// Each with the rule of the check that sees it.
            pub(in super::super) const ALL: &[(Self, &'static str)] = &[$((Self::$name, $rule)),*];
        }
    };
}

mutants! {
    // Section 1.
    ShowsAnotherCertificate => "tls-certificate",
    SpeaksOldTls => "tls-version",
    // Section 2: who asks.
    TakesUnsigned => "unsigned-request",
    TakesUnsignedRecords => "unsigned-request",
    TakesUnsignedBlobs => "unsigned-request",
    TakesUnsignedOutcomes => "unsigned-request",
    TakesAnySignature => "wrong-signature",
    ChecksTheSignatureOfPositionsOnly => "wrong-signature",
    TakesAnyRoot => "unknown-station",
    TakesAnyRootOfAKnownName => "forged-certificate",
    TakesAnyTimeOfCertificates => "certificate-out-of-time",
    TakesCentresAsStations => "centre-as-station",
    TakesAnyIssuer => "wrong-issuer",
    ComparesIssuerAndAddressOnly => "wrong-issuer",
    TakesAnyAddress => "other-station",
    TakesAnySubject => "wrong-subject",
    // Section 2: what is signed.
    TakesNoAlgorithm => "message-header",
    TakesAnyAlgorithm => "message-header",
    TakesAnyType => "message-header",
    TakesAnyKid => "message-header",
    TakesTwoCertificates => "message-header",
    TakesAnyBody => "wrong-digest",
    ComparesTheHeaderDigestOnly => "signed-digest",
    ComparesNoContentType => "signed-headers",
    ComparesNoContentEncoding => "signed-headers",
    ComparesOnlyHeadersThatAreSigned => "signed-headers",
    TakesAnyAudience => "wrong-audience",
    TakesAnyMethod => "other-method",
    TakesAnyPath => "other-operation",
    TakesAnyQuery => "other-query",
    TakesStale => "stale-request",
    TakesFuture => "future-request",
    TakesOldWithALongLife => "claimed-times",
    TakesExpired => "claimed-times",
    TakesNotBefore => "claimed-times",
    AllowsNothingForClocks => "clock-allowance",
    TakesReplays => "replayed-request",
    RemembersSignatures => "reused-jti",
    // Section 2: answers.
    SignsNothing => "signed-answers",
    SignsNoRefusal => "signed-answers",
    SignsAnotherStatus => "signed-answers",
    SignsForAnother => "signed-answers",
    SignsAsStation => "signed-answers",
    SignsAboutAnother => "signed-answers",
    ChangesAfterSigning => "signed-answers",
    AnswersAnyRequest => "answer-for-its-request",
    // Section 3.
    StandsSomewhere => "empty-position",
    StandsForAnother => "empty-position",
    CountsNoOutcomes => "position-at-the-end",
    StandsAhead => "records-in-order",
    RefusesQueries => "unknown-query",
    RefusesContinuations => "continued-by",
    // Section 4.
    TakesWithoutBeginning => "gap-at-the-beginning",
    TakesGaps => "gap",
    SaysNotWhereItStands => "gap",
    RefusesWhatIsHeld => "same-batch-again",
    RefusesOverlaps => "overlapping-batch",
    TakesForks => "fork",
    ForgetsWhereForksBegin => "fork",
    ComparesTheFirstRecordOnly => "fork-inside",
    ComparesNoHead => "fork-at-the-head",
    TakesNothing => "empty-batch",
    ReadsNoGzip => "gzip",
    RefusesUnknownKinds => "unknown-kind",
    RefusesUnreadableEntries => "unacceptable-entry",
    WritesPayloadsAnew => "payload-to-the-byte",
    TakesAlteredPayloads => "altered-payload",
    TakesAlteredPayloadsThatFollow => "altered-payload",
    TakesTheSoundPart => "whole-or-nothing",
    TakesAnyOrder => "wrong-order",
    TakesLocalPayloads => "local-payload",
    TakesRecordsOfOthers => "record-of-another-station",
    TakesManyRecords => "too-many-records",
    TakesLargeBatches => "too-large",
    TakesFewRecords => "largest-batch",
    TakesSmallBatches => "largest-batch",
    // Section 5.
    AlwaysCreatesBlobs => "blob-twice",
    TakesBlobsOfAnyName => "blob-of-another-name",
    TakesSmallBlobs => "largest-blob",
    TakesLargeBlobs => "blob-too-large",
    // Section 6.
    ForgetsAnEntry => "one-outcome-each",
    TellsAnEntryTwice => "one-outcome-each",
    TellsAnotherPosition => "one-outcome-each",
    TellsWhatWasNeverSent => "one-outcome-each",
    TellsOutcomesOfAnother => "one-outcome-each",
    SaysMoreForEver => "one-outcome-each",
    RejectsEntries => "ordinary-numbers",
    GivesANumberTwice => "ordinary-numbers",
    GivesNumbersBeyondTheLimits => "ordinary-numbers",
    GivesOtherNumbersEachTime => "outcomes-again",
    NamesDifferencesAnew => "outcomes-again",
    TellsAnotherEmergencyNumber => "emergency-numbers",
    CountsFromZero => "outcomes-in-order",
    TellsBackwards => "outcomes-in-order",
    TellsEverythingAlways => "outcomes-after",
    // Section 7.
    RefusesWithoutCode => "problems",
    RefusesInPlainJson => "problems",
    RepeatsWhatWasSent => "problems-repeat-nothing",
    // Section 8.
    TakesAnyNonce => "enrolment-commitment",
    EnrolsAfterAWrongNonce => "enrolment-over",
    // Section 10.
    ConfirmsNothing => "no-head-receipt-yet",
    ConfirmsForAnother => "head-receipt",
    ConfirmsInAnotherForm => "head-receipt",
    ConfirmsAtAnotherTimeEachTime => "head-receipt-again",
}
