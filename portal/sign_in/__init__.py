"""How a person proves who they are: by a password of ours, or by an OpenID provider; knows no account and no page."""
