using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The <c>data</c> of <c>dossier.status-changed</c>: the one place that decides what the portal's fields are called.</summary>
/// <param name="DossierCode">The code families and the portal know it by.</param>
/// <param name="Procedure">Administrative procedure code.</param>
/// <param name="State">1 to 10.</param>
/// <param name="StateName">What the portal calls the state.</param>
/// <param name="At">When the dossier moved, ISO 8601 with the Vietnamese offset.</param>
/// <param name="NoteVi">Reasons or what happens next; absent for a state filled in on the way.</param>
/// <param name="NoteEn">The same in English.</param>
/// <param name="Version">Version of the service's record; all states of one move share it.</param>
/// <param name="Sequence">1, 2, 3… for this dossier: a receiver that sees a gap can ask for a replay.</param>
/// <param name="Implied">True for a state filled in on the way to the one the dossier is in.</param>
/// <param name="Forced">True when the portal's own edges do not lead here.</param>
public sealed record StatusChanged(
    string DossierCode,
    string Procedure,
    int State,
    string StateName,
    DateTimeOffset At,
    string? NoteVi,
    string? NoteEn,
    long Version,
    int Sequence,
    bool? Implied,
    bool? Forced)
{
    public const string Type = "dossier.status-changed";

    /// <summary>Longest note in either language: two of them, each character escaped, still fit a 20 kB body.</summary>
    public const int MaxNoteLength = 1_000;

    /// <summary>
    /// The trail after a move: its own event, and one for each state on the way. An answer tells the state it is in once more, for its note.
    /// </summary>
    /// <returns>Null for a move the trail knows already, or a newer one than it.</returns>
    public static DeliveryTrail? Append(DeliveryTrail trail, DossierMovedV1 moved, string messageId, DateTimeOffset now)
    {
        // An answer does not move the record, so its version says nothing: its message's id tells a repeat.
        var isAnswer = moved.IsAnswer && moved.State == trail.State && trail.Events.All(told => told.Id != $"{messageId}.1");
        if (moved.Version <= trail.AboutVersion && !isAnswer) return null;
        var route = isAnswer ? new PortalRoute([moved.State], Forced: false) : PortalPath.Find(trail.State, moved.State);
        for (var i = 0; i < route.Steps.Count; i++)
        {
            var isTarget = i == route.Steps.Count - 1;
            var data = new StatusChanged(
                moved.DossierCode,
                moved.Procedure,
                (int)route.Steps[i],
                PortalStateNames.Of(route.Steps[i]).Vi,
                moved.At.InVietnam(),
                isTarget ? Shorten(moved.Note.Vi) : null,
                isTarget ? Shorten(moved.Note.En) : null,
                moved.Version,
                trail.Sequence + 1,
                isTarget ? null : true,
                route.Forced ? true : null);
            trail = trail.Add(
                $"{messageId}.{i + 1}", Type, moved.At, now, JsonSerializer.SerializeToElement(data, PortalJson.Default.StatusChanged));
        }

        return trail with { State = moved.State, AboutVersion = Math.Max(trail.AboutVersion, moved.Version) };
    }

    private static string? Shorten(string note)
    {
        if (note.Length <= MaxNoteLength) return note.Length == 0 ? null : note;
        var end = MaxNoteLength - 1;
        if (char.IsHighSurrogate(note[end - 1])) end--;
        return string.Concat(note.AsSpan(0, end), "…");
    }
}
