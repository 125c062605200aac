"""Who may do what where: roles, the scope of what one sees, permission for commands. Pure, except for who is signed in."""
