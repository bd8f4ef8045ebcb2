namespace PublicServices.Portal;

/// <summary>What must be true of every stored trail, whatever happened to it.</summary>
public static class TrailSoundness
{
    /// <summary>What is wrong, in one line each; empty when nothing is.</summary>
    public static IEnumerable<string> Faults(DeliveryTrail trail)
    {
        var first = trail.Sequence - trail.Events.Count + 1;
        for (var i = 0; i < trail.Events.Count; i++)
        {
            if (trail.Events[i].Sequence != first + i) yield return $"event {trail.Events[i].Id} is not number {first + i}";
        }

        foreach (var cursor in trail.Cursors.Where(cursor => cursor.Next < 1 || cursor.Next > trail.Sequence + 1))
            yield return $"{cursor.Endpoint} stands at {cursor.Next} of {trail.Sequence}";
    }
}
