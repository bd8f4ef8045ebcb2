using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Tells an endpoint one trail again from a point in time, in order, under the same ids.</summary>
public sealed class RewindTrail(Deliverer deliverer, EndpointDirectory directory)
{
    public async ValueTask HandleAsync(TrailRewoundV1 rewound, MessageContext context, CancellationToken cancellationToken)
    {
        var asking = await directory.FindAsync(rewound.Endpoint, cancellationToken).ConfigureAwait(false);
        if (asking is null) return;
        await deliverer.DeliverAsync(
            context.Message.Session,
            context,
            (trail, _) => trail is not null && trail.Concerns(asking) ? Rewind(trail, rewound) : null,
            (endpoint, cursor) => endpoint.Id == rewound.Endpoint && cursor.Replay == rewound.Replay,
            cancellationToken).ConfigureAwait(false);
    }

    private static DeliveryTrail? Rewind(DeliveryTrail trail, TrailRewoundV1 rewound)
    {
        var current = trail.Cursors.FirstOrDefault(cursor => cursor.Endpoint == rewound.Endpoint);
        if (current?.Replay == rewound.Replay) return null;
        var first = trail.FirstSince(rewound.From);
        // Never forward: what was not acknowledged yet stays to be told.
        var next = current is null ? first : Math.Min(first, current.Next);
        return next > trail.Sequence ? null : trail.With(new TrailCursor(rewound.Endpoint, next) { Replay = rewound.Replay });
    }
}
