sorry = Désolé, cela n'a pas marché ; c'est noté dans le journal. Veuillez réessayer plus tard.
stale-button = Ce bouton est trop ancien. Envoyez de nouveau la commande pour en avoir un autre.
