using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A statement that was taken whole. The state of a <c>stm-</c> record, whose id is the content's: the same file again is the same record.</summary>
/// <param name="Source">Whose books.</param>
/// <param name="Number">The statement's own number.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Pages">Documents that hold them, <c>p/00001</c> and on.</param>
/// <param name="Net">What all lines change, fees included.</param>
/// <param name="Blob">The file as it came; empty for one that came by an API.</param>
/// <param name="By">Account that brought it.</param>
public sealed record StatementFile(
    StatementSource Source,
    string Number,
    DateOnly From,
    DateOnly To,
    int Lines,
    int Pages,
    Money Net,
    string Blob,
    string By,
    DateTimeOffset At)
{
    /// <summary>What statements' record ids start with.</summary>
    public const string Kind = "stm";

    /// <summary>Lines in one document: each is told its own record by a message, and a step sends them all.</summary>
    public const int PageSize = Commit.MaxMessages - 4;

    /// <summary>Prefix of the pages' documents.</summary>
    public const string Prefix = "p/";

    /// <summary>Days a statement may cover and still say what each came to.</summary>
    public const int MaxDays = 400;

    /// <summary>What each day it covers moved, in order.</summary>
    public IReadOnlyList<StatementDay> Days { get; init; } = [];

    /// <summary>What tells it from others that show the same lines.</summary>
    [JsonIgnore]
    public StatementEdition Edition => new(To, Number, At);

    /// <summary>The earlier statement of the same number that this one corrects; null for none.</summary>
    public RecordId? Corrects { get; init; }
}

/// <summary>One day of a statement.</summary>
/// <param name="Moved">What its lines change.</param>
/// <param name="Opening">Balance before them; null when the statement does not say.</param>
public sealed record StatementDay(DateOnly Day, long Moved, long? Opening);

/// <summary>One line and the record it is.</summary>
public sealed record NamedLine(RecordId Record, StatementLine Line);

/// <summary>A page of a statement's lines.</summary>
public sealed record StatementPage(IReadOnlyList<NamedLine> Lines);

/// <summary>The next page of a statement is to be booked.</summary>
/// <param name="Page">From 1; one past the last looks for lines a corrected statement does not show any more.</param>
public sealed record StatementStepV1(RecordId File, int Page);

/// <summary>A statement was taken; what lists need.</summary>
public sealed record StatementTakenV1(RecordId Record, StatementFile File);

/// <summary>What became of an import.</summary>
/// <param name="File">The statement's record.</param>
/// <param name="IsNew">False when the same file was taken before: nothing was changed.</param>
public sealed record ImportAnswer(RecordId File, bool IsNew, StatementFile Statement);
