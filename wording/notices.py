"""Messages in the corner of the screen."""


def reloading(message, kind="success", **more):
    """The action that shows a message and reads what is behind it again.

    :param str message: a sentence in the user's language
    :param str kind: success, info, warning or danger
    :param more: further parameters of Odoo's ``display_notification``
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            **more,
        },
    }
